package dev.yagura.detect.yaml;

import java.io.IOException;

/** A file is not what it should be; says where, what was found and what was expected. */
public final class YamlException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final int column;
    private final String problem;

    /**
     * Makes an exception.
     *
     * @param file name of the file as the user gave it
     * @param line from 1
     * @param column from 1
     * @param problem what was found and what was expected
     */
    public YamlException(String file, int line, int column, String problem) {
        super("%s:%d:%d: %s".formatted(file, line, column, problem));
        this.file = file;
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    /** Returns the file's name. */
    public String file() {
        return file;
    }

    /** Returns the line, from 1. */
    public int line() {
        return line;
    }

    /** Returns the column, from 1. */
    public int column() {
        return column;
    }

    /** Returns what was found and what was expected, without the place. */
    public String problem() {
        return problem;
    }
}
