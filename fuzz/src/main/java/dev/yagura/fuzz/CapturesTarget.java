package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.capture.CaptureReader;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.packet.PacketDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** Reads the input as a capture, and decodes its frames. */
public final class CapturesTarget {
    private CapturesTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        var decoder = new PacketDecoder();
        try {
            CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(input));
            long total = 0;
            Optional<CapturedFrame> next = reader.next();
            while (next.isPresent()) {
                CapturedFrame frame = next.get();
                total += frame.bytes().byteSize();
                Invariant.check(total <= input.length, "frames have more than the capture");
                Invariant.check(
                        frame.captureInterface()
                                .equals(reader.interfaces().get(frame.captureInterface().index())),
                        "interface of " + frame);
                FramesTarget.check(decoder.decode(frame));
                next = reader.next();
            }
            Invariant.check(reader.droppedFrames() >= 0, "negative losses");
        } catch (MalformedStructureException e) {
            // What a parser is to say of such bytes.
        } catch (IOException e) {
            throw new AssertionError("a capture in memory cannot fail to be read", e);
        }
    }
}
