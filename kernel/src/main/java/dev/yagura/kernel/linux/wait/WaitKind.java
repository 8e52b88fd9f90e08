package dev.yagura.kernel.linux.wait;

/** What tasks wait for, by the structure that has them. */
public enum WaitKind {
    /** A word of memory that another thread changes. */
    FUTEX("futexes"),
    /** The other end of a pipe, named or not. */
    PIPE("pipes"),
    /** A socket: data, room, a connection. */
    SOCKET("sockets"),
    /** Any of the files that an epoll instance watches. */
    EPOLL("epoll"),
    /** Input from a terminal, or room for output. */
    TERMINAL("terminals"),
    /** The end of a child. */
    CHILD("children");

    private final String label;

    WaitKind(String label) {
        this.label = label;
    }

    /** Returns the word for what is waited for. */
    public String label() {
        return label;
    }
}
