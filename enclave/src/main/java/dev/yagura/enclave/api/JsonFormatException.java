package dev.yagura.enclave.api;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Text that should be a JSON object is not, or goes beyond a bound. */
public final class JsonFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    JsonFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
