package dev.yagura.cli.capture;

import dev.yagura.detect.crossview.SocketLook;
import java.io.IOException;

/** Where a VM's sockets can be read from while its packets are captured. */
public interface SocketSource {
    /**
     * Looks at the kernel's socket tables.
     *
     * @param careful whether to look at one moment, and at the VM's interfaces too
     * @throws IOException if they cannot be read
     */
    SocketLook look(boolean careful) throws IOException;
}
