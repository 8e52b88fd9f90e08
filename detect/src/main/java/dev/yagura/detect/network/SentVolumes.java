package dev.yagura.detect.network;

import dev.yagura.detect.lists.ListException;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.network.packet.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How many bytes hosts send to others in their busiest hour, as lines {@code FROM TO BYTES}: what a
 * capture of usual days came to. Immutable.
 *
 * @param bytes by pair; each at least 0
 */
public record SentVolumes(Map<Pair, Long> bytes) {
    /** Nothing is known. */
    public static final SentVolumes EMPTY = new SentVolumes(Map.of());

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /**
     * Who sends to whom.
     *
     * @param from the sender
     * @param to the receiver
     */
    public record Pair(IpAddress from, IpAddress to) {}

    /** Copies the map. */
    public SentVolumes {
        bytes = Map.copyOf(bytes);
    }

    /**
     * Reads files that {@link #text} wrote.
     *
     * @throws ListException if a line is of another form
     */
    public static SentVolumes read(List<ListFile> files) throws ListException {
        Map<Pair, Long> bytes = new HashMap<>();
        for (ListFile file : files) {
            for (ListFile.Entry entry : file.entries()) {
                String[] words = BLANKS.split(entry.text());
                Optional<Pair> pair = words.length == 3 ? pair(words) : Optional.empty();
                if (pair.isEmpty() || !NUMBER.matcher(words[2]).matches()) {
                    throw file.refused(
                            entry.number(), "is no line of two addresses and a number of bytes");
                }
                bytes.merge(pair.get(), Long.parseLong(words[2]), Math::max);
            }
        }
        return new SentVolumes(bytes);
    }

    private static Optional<Pair> pair(String[] words) {
        return IpAddress.parse(words[0])
                .flatMap(from -> IpAddress.parse(words[1]).map(to -> new Pair(from, to)));
    }

    /** Returns how much is usual; 0 for a pair that is not known. */
    long usual(Pair pair) {
        return bytes.getOrDefault(pair, 0L);
    }

    /** Returns whether nothing is known. */
    public boolean isEmpty() {
        return bytes.isEmpty();
    }

    /** Returns a file of this, in the order of the addresses. */
    public String text() {
        var text =
                new StringBuilder(
                        "# yagura: bytes that hosts sent to others in their busiest hour\n");
        bytes.entrySet().stream()
                .map(each ->
                        "%s %s %d%n"
                                .formatted(
                                        each.getKey().from(), each.getKey().to(), each.getValue()))
                .sorted()
                .forEach(text::append);
        return text.toString();
    }
}
