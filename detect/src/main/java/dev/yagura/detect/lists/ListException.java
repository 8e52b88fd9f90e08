package dev.yagura.detect.lists;

import java.io.IOException;

/** Thrown where a list that a user brought cannot be used: {@code file:line: what is wrong}. */
public final class ListException extends IOException {
    private static final long serialVersionUID = 1L;

    ListException(String file, int line, String problem) {
        super("%s:%d: %s".formatted(file, line, problem));
    }
}
