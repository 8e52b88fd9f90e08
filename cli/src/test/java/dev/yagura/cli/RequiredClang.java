package dev.yagura.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.yagura.cli.module.BuildException;
import dev.yagura.cli.module.Clang;
import java.io.IOException;

/** The compiler that tests of detectors in C need: clang 19 or newer. */
final class RequiredClang {
    private RequiredClang() {}

    /** Skips the test where there is none, and fails it where all tools have to be there. */
    static void check() throws IOException {
        try {
            Clang.find();
        } catch (BuildException e) {
            if (Boolean.getBoolean("yagura.requireTools")) {
                throw e;
            }
            abort(e.toString());
        }
    }
}
