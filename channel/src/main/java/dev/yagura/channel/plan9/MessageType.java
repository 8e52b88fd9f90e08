package dev.yagura.channel.plan9;

import java.util.Locale;
import java.util.Optional;

/** Messages of 9P2000.L, by the protocol's own names; a request has an even number. */
enum MessageType {
    RLERROR(7),
    TSTATFS(8),
    RSTATFS(9),
    TLOPEN(12),
    RLOPEN(13),
    TLCREATE(14),
    TSYMLINK(16),
    TMKNOD(18),
    TRENAME(20),
    TREADLINK(22),
    RREADLINK(23),
    TGETATTR(24),
    RGETATTR(25),
    TSETATTR(26),
    TXATTRWALK(30),
    RXATTRWALK(31),
    TXATTRCREATE(32),
    TREADDIR(40),
    RREADDIR(41),
    TFSYNC(50),
    RFSYNC(51),
    TLOCK(52),
    TGETLOCK(54),
    TLINK(70),
    TMKDIR(72),
    TRENAMEAT(74),
    TUNLINKAT(76),
    TVERSION(100),
    RVERSION(101),
    TAUTH(102),
    TATTACH(104),
    RATTACH(105),
    TFLUSH(108),
    RFLUSH(109),
    TWALK(110),
    RWALK(111),
    TREAD(116),
    RREAD(117),
    TWRITE(118),
    TCLUNK(120),
    RCLUNK(121),
    TREMOVE(122);

    private static final MessageType[] BY_NUMBER = byNumber();

    private final int number;

    MessageType(int number) {
        this.number = number;
    }

    private static MessageType[] byNumber() {
        MessageType[] types = new MessageType[1 << Byte.SIZE];
        for (MessageType type : values()) {
            types[type.number] = type;
        }
        return types;
    }

    /** Returns the number that stands for it in a message. */
    int number() {
        return number;
    }

    /** Returns the type of this number; empty if there is none of it here. */
    static Optional<MessageType> of(int number) {
        return Optional.ofNullable(BY_NUMBER[number & 0xFF]);
    }

    /** Returns the protocol's name: {@code "Twalk"}. */
    @Override
    public String toString() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
