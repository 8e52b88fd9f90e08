package dev.yagura.network.bounds;

/** Keeps bytes of packets for later, and can forget them. */
public interface Holder {
    /** Returns what it keeps, in bytes. */
    int costBytes();

    /** Forgets what it keeps, so that {@link #costBytes()} is 0. */
    void giveUp();
}
