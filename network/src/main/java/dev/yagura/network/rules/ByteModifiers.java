package dev.yagura.network.rules;

import dev.yagura.network.rules.ByteNumber.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts behind those whose place tells what they are; what nobody takes is refused. */
final class ByteModifiers {
    private static final int MAX_OFFSET = 0xFFFF;
    private static final int MAX_BINARY_BYTES = 8;
    private static final int MAX_TEXT_BYTES = 23;

    private final RuleOption option;
    private final List<String> left;

    ByteModifiers(RuleOption option, List<String> parts) {
        this.option = option;
        this.left = new ArrayList<>(parts);
    }

    /** Reads the number that an option looks at, with what says how it is written. */
    ByteNumber number(RuleBuilder rule, String bytes, String offset) throws RefusedException {
        boolean relative = word("relative");
        boolean big = word("big");
        boolean little = word("little");
        boolean text = word("string");
        boolean hex = word("hex");
        boolean dec = word("dec");
        boolean oct = word("oct");
        if (big && little) {
            throw option.refused("has big and little");
        }
        if ((hex ? 1 : 0) + (dec ? 1 : 0) + (oct ? 1 : 0) > 1) {
            throw option.refused("has more than one of hex, dec and oct");
        }
        if ((hex || dec || oct) && !text) {
            throw option.refused("has a base without string");
        }
        Form form =
                text
                        ? hex ? Form.HEXADECIMAL : oct ? Form.OCTAL : Form.DECIMAL
                        : little ? Form.LITTLE_ENDIAN : Form.BIG_ENDIAN;
        return new ByteNumber(
                rule.quantity(
                        option, bytes, text ? 0 : 1, text ? MAX_TEXT_BYTES : MAX_BINARY_BYTES),
                rule.quantity(option, offset, -MAX_OFFSET, MAX_OFFSET),
                relative,
                form,
                bitMask());
    }

    /** Takes a word; returns whether it is there. */
    boolean word(String word) {
        return left.remove(word);
    }

    /** Takes a word with a number behind it. */
    long argument(String word, long min, long max, long otherwise) throws RefusedException {
        Optional<String> text = take(word);
        return text.isEmpty() ? otherwise : option.number(text.get(), min, max);
    }

    /** Refuses what was not taken. */
    void requireAllTaken() throws RefusedException {
        if (!left.isEmpty()) {
            throw option.refused(
                    "has %s, which is not supported".formatted(RuleOption.quoted(left.getFirst())));
        }
    }

    private long bitMask() throws RefusedException {
        Optional<String> text = take("bitmask");
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.get().matches("0[xX][0-9a-fA-F]{1,8}")) {
            throw option.refused(
                    "has the bitmask %s, expected 0x and up to eight digits"
                            .formatted(RuleOption.quoted(text.get())));
        }
        return Long.parseLong(text.get().substring(2), 16);
    }

    private Optional<String> take(String word) {
        for (String part : left) {
            if (part.startsWith(word + " ")) {
                left.remove(part);
                return Optional.of(part.substring(word.length()).strip());
            }
        }
        return Optional.empty();
    }
}
