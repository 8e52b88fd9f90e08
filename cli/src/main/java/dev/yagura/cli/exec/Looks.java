package dev.yagura.cli.exec;

import java.io.IOException;
import java.nio.file.Path;

/** Where runs of tools have a VM's files from. */
public interface Looks extends AutoCloseable {
    /** What is done with a VM's files. */
    @FunctionalInterface
    interface Use<T> {
        /** Uses them; called in the thread that processes may be started from. */
        T of(Look look) throws IOException;
    }

    /**
     * Looks at the VM, and uses its files. They are of one moment, and gone when this returns.
     *
     * @throws IOException if the VM cannot be looked at, or the use throws it
     */
    <T> T during(Use<T> use) throws IOException;

    /** Ends what the looks have in common. */
    @Override
    void close() throws IOException;

    /** Returns the one look at a folder that somebody else keeps. */
    static Looks at(Path folder, String vm) {
        return new Looks() {
            @Override
            public <T> T during(Use<T> use) throws IOException {
                return use.of(Look.at(folder, vm));
            }

            @Override
            public void close() {}
        };
    }
}
