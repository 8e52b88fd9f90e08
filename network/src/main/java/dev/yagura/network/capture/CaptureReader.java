package dev.yagura.network.capture;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Reads the frames of a capture, one after the other.
 *
 * <p>After an exception nothing more can be read; the frames before it are good. Not safe for use
 * by several threads. The stream belongs to the caller, who closes it.
 */
public sealed interface CaptureReader permits PcapReader, PcapngReader {
    /**
     * Opens a capture: pcap or pcapng, which its first four bytes tell.
     *
     * @param in positioned at the start of the capture
     * @throws MalformedStructureException if it is neither, or its header cannot be right
     * @throws IOException if the stream fails
     */
    static CaptureReader open(InputStream in) throws IOException {
        var input = new CaptureInput(in);
        Structure magic = input.read("capture", 4);
        Field field = new Field("magic", 0, 4);
        if (magic.u32(field) == PcapngReader.SECTION_HEADER) {
            return PcapngReader.afterType(input);
        }
        Optional<PcapReader> pcap = PcapReader.afterMagic(input, magic.u32(field));
        return pcap.orElseThrow(() ->
                magic.malformed(Reason.BAD_MAGIC, field, "is that of neither pcap nor pcapng"));
    }

    /**
     * Reads the next frame; what comes before it is passed over, and counted.
     *
     * @return empty at the end of the capture
     * @throws MalformedStructureException if what comes next cannot be right, or is cut off
     * @throws IOException if the stream fails
     */
    default Optional<CapturedFrame> next() throws IOException {
        while (true) {
            Optional<CaptureEvent> event = nextEvent();
            if (event.isEmpty()) {
                return Optional.empty();
            }
            if (event.get() instanceof CaptureEvent.Frame frame) {
                return Optional.of(frame.frame());
            }
        }
    }

    /**
     * Reads what the capture tells next.
     *
     * @return empty at the end of the capture
     * @throws MalformedStructureException if what comes next cannot be right, or is cut off
     * @throws IOException if the stream fails
     */
    Optional<CaptureEvent> nextEvent() throws IOException;

    /** Returns the interfaces that were described so far. */
    List<CaptureInterface> interfaces();

    /**
     * Returns how many frames were lost, according to the capture so far: for each interface what
     * its last statistics say were dropped by it and by the operating system, or the sum of what
     * its frames say were lost before them, whichever is more. Pcap does not say; there it is 0.
     */
    long droppedFrames();
}
