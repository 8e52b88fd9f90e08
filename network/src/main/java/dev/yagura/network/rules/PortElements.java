package dev.yagura.network.rules;

import java.util.Optional;

/** Ports of rules: {@code 80}, {@code 1024:65535}, {@code 1024:}, {@code :1023}. */
final class PortElements implements SelectionParser.Elements<Integer> {
    private static final int MAX_PORT = 0xFFFF;

    @Override
    public Optional<Selection.Range<Integer>> read(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return port(text).map(port -> new Selection.Range<>(port, port));
        }
        String lower = text.substring(0, colon).strip();
        String upper = text.substring(colon + 1).strip();
        if (lower.isEmpty() && upper.isEmpty()) {
            return Optional.empty();
        }
        Optional<Integer> first = lower.isEmpty() ? Optional.of(0) : port(lower);
        Optional<Integer> last = upper.isEmpty() ? Optional.of(MAX_PORT) : port(upper);
        return first.flatMap(
                from -> last.filter(to -> from <= to).map(to -> new Selection.Range<>(from, to)));
    }

    @Override
    public String expected() {
        return "a port or a range of ports";
    }

    private static Optional<Integer> port(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_PORT
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }
}
