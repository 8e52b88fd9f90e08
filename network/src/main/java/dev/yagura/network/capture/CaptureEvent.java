package dev.yagura.network.capture;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Something that a capture tells, in the order in which it does. */
public sealed interface CaptureEvent {
    /** Returns the interface that it is about. */
    CaptureInterface captureInterface();

    /**
     * An interface; comes before all else that is about it.
     *
     * @param captureInterface the interface
     */
    record Described(CaptureInterface captureInterface) implements CaptureEvent {
        /** Requires the interface. */
        public Described {
            requireNonNull(captureInterface, "captureInterface");
        }
    }

    /**
     * A frame.
     *
     * @param frame the frame
     * @param droppedBefore how many frames were lost between the last one of its interface and this
     *     one; unsigned
     */
    record Frame(CapturedFrame frame, long droppedBefore) implements CaptureEvent {
        /** Requires the frame. */
        public Frame {
            requireNonNull(frame, "frame");
        }

        @Override
        public CaptureInterface captureInterface() {
            return frame.captureInterface();
        }
    }

    /**
     * What was counted since the capture began.
     *
     * @param captureInterface where
     * @param time when it was counted; empty where the capture has a time that no calendar has
     * @param received frames that came, lost ones included; unsigned; empty if it is not told
     * @param dropped those of them that were lost; unsigned
     */
    record Counted(
            CaptureInterface captureInterface,
            Optional<Instant> time,
            OptionalLong received,
            long dropped)
            implements CaptureEvent {
        /** Requires the components. */
        public Counted {
            requireNonNull(captureInterface, "captureInterface");
            requireNonNull(time, "time");
            requireNonNull(received, "received");
        }
    }
}
