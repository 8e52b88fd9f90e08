package dev.yagura.network.capture;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

/**
 * One frame as it was on the wire.
 *
 * @param captureInterface where it was seen
 * @param time when; empty where the capture does not say, as in simple packet blocks
 * @param direction which way it went, seen from the host that captured
 * @param originalLengthBytes length on the wire; not less than that of {@code bytes}
 * @param bytes what was captured of it, from its start; read-only
 */
public record CapturedFrame(
        CaptureInterface captureInterface,
        Optional<Instant> time,
        Direction direction,
        long originalLengthBytes,
        MemorySegment bytes) {
    /** Which way a frame went. */
    public enum Direction {
        /** The capture does not say. */
        UNKNOWN,
        /** Received by the interface. */
        INBOUND,
        /** Sent by the interface. */
        OUTBOUND
    }

    /** Requires a length that can be, and makes the bytes read-only. */
    public CapturedFrame {
        requireNonNull(captureInterface, "captureInterface");
        requireNonNull(time, "time");
        requireNonNull(direction, "direction");
        if (originalLengthBytes < bytes.byteSize()) {
            throw new IllegalArgumentException(
                    "original length %d of %d bytes"
                            .formatted(originalLengthBytes, bytes.byteSize()));
        }
        bytes = bytes.asReadOnly();
    }

    /** Returns whether the capture left out the frame's end. */
    public boolean isCut() {
        return bytes.byteSize() < originalLengthBytes;
    }
}
