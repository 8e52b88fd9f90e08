package dev.yagura.channel.plan9;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Puts a message together. Its capacity is what its sender has made sure of. */
final class MessageWriter {
    private final ByteBuffer message;

    /**
     * Begins a message.
     *
     * @param capacityBytes most bytes behind the header
     */
    MessageWriter(MessageType type, int tag, int capacityBytes) {
        this.message =
                ByteBuffer.allocate(Plan9.HEADER_BYTES + capacityBytes)
                        .order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(0).put((byte) type.number()).putShort((short) tag);
    }

    /** Puts fields that are part of something else than a message, without a header. */
    MessageWriter(ByteBuffer littleEndian) {
        this.message = littleEndian;
    }

    MessageWriter u8(int value) {
        message.put((byte) value);
        return this;
    }

    MessageWriter u16(int value) {
        message.putShort((short) value);
        return this;
    }

    MessageWriter u32(int value) {
        message.putInt(value);
        return this;
    }

    MessageWriter u64(long value) {
        message.putLong(value);
        return this;
    }

    /** Puts bytes behind their 16-bit length. */
    MessageWriter string(byte[] bytes) {
        message.putShort((short) bytes.length).put(bytes);
        return this;
    }

    MessageWriter string(String text) {
        return string(text.getBytes(UTF_8));
    }

    MessageWriter qid(Qid qid) {
        return u8(qid.type()).u32(qid.version()).u64(qid.path());
    }

    MessageWriter bytes(byte[] bytes, int offset, int length) {
        message.put(bytes, offset, length);
        return this;
    }

    /** Fills in what is put by somebody else. */
    @FunctionalInterface
    interface Filler<E extends Exception> {
        /** Puts bytes at the begin of {@code room} and returns how many. */
        int fill(MemorySegment room) throws E;
    }

    /** Puts a 32-bit length and that many bytes, which {@code filler} gives without a copy. */
    <E extends Exception> MessageWriter data(int maxBytes, Filler<E> filler) throws E {
        int at = message.position() + Integer.BYTES;
        int length = filler.fill(MemorySegment.ofArray(message.array()).asSlice(at, maxBytes));
        message.putInt(length).position(at + length);
        return this;
    }

    /** Returns the whole message. */
    ByteBuffer done() {
        return message.putInt(0, message.position()).flip();
    }
}
