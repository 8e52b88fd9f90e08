package dev.yagura.network.rules;

import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.rules.RuleHeader.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads what stands before a rule's options: seven words, of which brackets may have spaces. */
final class HeaderParser {
    private static final List<String> PARTS =
            List.of(
                    "action",
                    "protocol",
                    "source address",
                    "source port",
                    "direction",
                    "destination address",
                    "destination port");

    private final RuleVariables variables;

    HeaderParser(RuleVariables variables) {
        this.variables = variables;
    }

    /** One part of a header, and where it starts in the rule's text. */
    private record Word(String text, int offset) {}

    /**
     * Reads a header.
     *
     * @param end at the parenthesis behind it
     */
    RuleHeader parse(String text, int end) throws RefusedException {
        List<Word> words = words(text, end);
        if (words.size() != PARTS.size()) {
            throw new RefusedException(
                    "header",
                    "has %d parts, expected %d".formatted(words.size(), PARTS.size()),
                    words.isEmpty() ? 0 : words.getFirst().offset());
        }
        String direction = words.get(4).text();
        if (!direction.equals("->") && !direction.equals("<>")) {
            throw refused(words, 4, "is %s, expected -> or <>");
        }
        return new RuleHeader(
                action(words),
                Protocol.of(words.get(1).text())
                        .orElseThrow(() -> refused(words, 1, "is %s, which is not supported")),
                end(words, 2),
                end(words, 5),
                direction.equals("<>"));
    }

    private static Action action(List<Word> words) throws RefusedException {
        String word = words.getFirst().text();
        return switch (word) {
            case "alert" -> Action.ALERT;
            case "pass" -> Action.PASS;
            case "drop" -> Action.DROP;
            case "reject", "rejectsrc", "rejectdst", "rejectboth" -> Action.REJECT;
            default ->
                    throw refused(
                            words,
                            0,
                            "is %s, expected one of "
                                    + Arrays.stream(Action.values())
                                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                                            .collect(Collectors.joining(", ")));
        };
    }

    private RuleHeader.End end(List<Word> words, int index) throws RefusedException {
        Word address = words.get(index);
        Word port = words.get(index + 1);
        Selection<IpAddress> addresses =
                new SelectionParser<>(
                                new AddressElements(),
                                variables.addresses(),
                                PARTS.get(index),
                                address.offset())
                        .parse(address.text());
        Selection<Integer> ports =
                new SelectionParser<>(
                                new PortElements(),
                                variables.ports(),
                                PARTS.get(index + 1),
                                port.offset())
                        .parse(port.text());
        return new RuleHeader.End(addresses, ports);
    }

    private static RefusedException refused(List<Word> words, int index, String reason) {
        Word word = words.get(index);
        return new RefusedException(
                PARTS.get(index), reason.formatted(RuleOption.quoted(word.text())), word.offset());
    }

    /** Splits at spaces that are in no brackets. */
    private static List<Word> words(String text, int end) {
        List<Word> words = new ArrayList<>();
        int depth = 0;
        int start = -1;
        for (int at = 0; at <= end; at++) {
            char c = at == end ? ' ' : text.charAt(at);
            boolean gap = at == end || (depth <= 0 && Character.isWhitespace(c));
            if (gap && start >= 0) {
                words.add(new Word(text.substring(start, at), start));
                start = -1;
            } else if (!gap && start < 0) {
                start = at;
            }
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        }
        return words;
    }
}
