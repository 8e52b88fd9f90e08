package dev.yagura.kernel.linux.content;

/** Why there are no bytes. */
public enum Absence {
    /** Nothing was ever written there: the guest itself reads zeros. */
    HOLE,
    /** The guest has bytes there, or may have, and they could not be read. */
    MISSING
}
