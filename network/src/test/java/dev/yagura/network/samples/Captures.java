package dev.yagura.network.samples;

import dev.yagura.network.capture.CaptureReader;
import dev.yagura.network.capture.CapturedFrame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads captures that are in memory. */
public final class Captures {
    private Captures() {}

    public static List<CapturedFrame> frames(byte[] capture) throws IOException {
        return rest(CaptureReader.open(new ByteArrayInputStream(capture)));
    }

    public static List<CapturedFrame> rest(CaptureReader reader) throws IOException {
        List<CapturedFrame> frames = new ArrayList<>();
        Optional<CapturedFrame> next = reader.next();
        while (next.isPresent()) {
            frames.add(next.get());
            next = reader.next();
        }
        return frames;
    }
}
