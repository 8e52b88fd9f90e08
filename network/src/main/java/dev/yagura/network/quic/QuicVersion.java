package dev.yagura.network.quic;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Versions of QUIC whose first packets can be read. */
enum QuicVersion {
    /** RFC 9001, "Initial Secrets". */
    V1(0x0000_0001, 0, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "quic"),
    /** RFC 9369, "Differences with QUIC Version 1". */
    V2(0x6B33_43CF, 1, "0dede3def700a6db819381be6e269dcbf9bd2ed9", "quicv2");

    private final int number;
    private final int initialType;
    private final String salt;
    private final String label;

    QuicVersion(int number, int initialType, String salt, String label) {
        this.number = number;
        this.initialType = initialType;
        this.salt = salt;
        this.label = label;
    }

    /** Returns the version of a number; empty if it cannot be read. */
    static Optional<QuicVersion> of(int number) {
        return Arrays.stream(values()).filter(version -> version.number == number).findFirst();
    }

    /** Returns what two bits of the first byte say in an Initial packet. */
    int initialType() {
        return initialType;
    }

    byte[] salt() {
        return HexFormat.of().parseHex(salt);
    }

    /** Returns what the labels of keys begin with. */
    String label() {
        return label;
    }
}
