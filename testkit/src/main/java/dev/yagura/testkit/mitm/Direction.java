package dev.yagura.testkit.mitm;

/** Which of the two streams of a connection. */
public enum Direction {
    /** From the client, which connected, to the server. */
    TO_SERVER,
    /** From the server back. */
    TO_CLIENT
}
