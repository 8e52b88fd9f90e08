package dev.yagura.sandbox.run;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** Where a tool's input comes from and its output goes. */
public sealed interface Stdio {
    /** Those of this process, a terminal included. */
    record Inherited() implements Stdio {}

    /**
     * No input, and output to files, which are made or emptied.
     *
     * @param out for standard output
     * @param err for standard error; may be the same as {@code out}, which then has both in order
     */
    record Files(Path out, Path err) implements Stdio {}

    /** Sets a process up. */
    default void apply(ProcessBuilder builder) {
        switch (this) {
            case Inherited _ -> builder.inheritIO();
            case Files files -> {
                builder.redirectInput(Path.of("/dev/null").toFile());
                builder.redirectOutput(files.out().toFile());
                if (files.err().equals(files.out())) {
                    builder.redirectErrorStream(true);
                } else {
                    builder.redirectError(Redirect.to(files.err().toFile()));
                }
            }
        }
    }
}
