package dev.yagura.detect.yara;

import java.util.Random;

/** Makes up rules over a few letters, so that they match often and in odd ways. */
final class RandomRules {
    private final Random random;

    RandomRules(long seed) {
        this.random = new Random(seed);
    }

    /** Returns a file with so many rules. */
    String file(int rules) {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < rules; i++) {
            String string = random.nextBoolean() ? regex() : hex();
            file.append("rule r%d { strings: $a = %s condition: $a }\n".formatted(i, string));
        }
        return file.toString();
    }

    private String regex() {
        boolean lazy = random.nextInt(4) == 0;
        // A literal first: libyara extracts from it what it searches for.
        return "/%s%s%s/%s"
                .formatted(
                        letter() + letter(),
                        sequence(2, lazy),
                        random.nextBoolean() ? letter() : "",
                        random.nextInt(4) == 0 ? "i" : "");
    }

    private String sequence(int depth, boolean lazy) {
        StringBuilder sequence = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            sequence.append(single(depth, lazy)).append(repetition(depth, lazy));
        }
        return sequence.toString();
    }

    private String single(int depth, boolean lazy) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> "[a-c]";
            case 1 -> "[^d]";
            case 2 -> ".";
            case 6, 7 -> "(%s|%s)".formatted(letter() + letter(), sequence(depth - 1, lazy));
            default -> letter();
        };
    }

    private String repetition(int depth, boolean lazy) {
        String repetition =
                // The tool gives up on loops in loops.
                switch (depth < 2 ? 2 + random.nextInt(7) : random.nextInt(9)) {
                    case 0 -> "*";
                    case 1 -> "+";
                    case 2 -> "?";
                    case 3 -> "{1,3}";
                    default -> "";
                };
        return repetition + (lazy && !repetition.isEmpty() ? "?" : "");
    }

    private String letter() {
        return String.valueOf("abcd".charAt(random.nextInt(4)));
    }

    private String hex() {
        StringBuilder hex = new StringBuilder("{ " + hexByte());
        // One jump at most: of several, the tool misses some of the ways.
        if (random.nextBoolean()) {
            String jump = random.nextBoolean() ? "1-3" : random.nextInt(20) + "-300";
            hex.append(" [%s] %s".formatted(jump, hexByte()));
        }
        for (int i = random.nextInt(6); i >= 0; i--) {
            hex.append(
                    switch (random.nextInt(8)) {
                        case 0 -> " ??";
                        case 1 -> " 6?";
                        case 2 -> " ?" + (1 + random.nextInt(4));
                        case 4 -> " ( %s | %s %s )".formatted(hexByte(), hexByte(), hexByte());
                        default -> " " + hexByte();
                    });
            hex.append(" ").append(hexByte());
        }
        return hex + " }";
    }

    private String hexByte() {
        return "6" + (1 + random.nextInt(4));
    }
}
