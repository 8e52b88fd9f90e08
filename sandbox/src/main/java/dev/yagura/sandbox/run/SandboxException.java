package dev.yagura.sandbox.run;

import java.io.IOException;

/** The sandbox could not be set up; the tool was not run. The message says what it needs. */
public final class SandboxException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes one with its message. */
    public SandboxException(String message) {
        super(message);
    }
}
