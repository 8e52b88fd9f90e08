package dev.yagura.channel.nbd;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What one client may see of a server. */
public interface NbdExports {
    /**
     * Returns the names of all exports.
     *
     * @throws IOException if they cannot be found out; the message goes to the client
     */
    List<String> names() throws IOException;

    /**
     * Opens an export.
     *
     * @param name as the client sent it, may be anything; empty for the default export
     * @return the export, or empty if the client may see none of that name
     * @throws IOException if it is there and cannot be opened; the message goes to the client
     */
    Optional<NbdExport> open(String name) throws IOException;
}
