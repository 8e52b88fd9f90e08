package dev.yagura.network.rules;

import dev.yagura.network.rules.BufferCondition.ByteExtract;
import dev.yagura.network.rules.BufferCondition.ByteJump;
import dev.yagura.network.rules.BufferCondition.ByteTest;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Numbers in buffers, and whether there are bytes at all. */
final class ByteKeywords {
    private static final int MAX_OFFSET = 0xFFFF;
    private static final long MAX_VALUE = 0xFFFF_FFFFL;

    private ByteKeywords() {}

    static void addTo(Map<String, Keyword> all) {
        all.put("isdataat", ByteKeywords::dataAt);
        all.put("byte_test", ByteKeywords::test);
        all.put("byte_jump", ByteKeywords::jump);
        all.put("byte_extract", ByteKeywords::extract);
        all.put("base64_decode", ByteKeywords::base64);
    }

    private static void dataAt(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        boolean negated = parts.getFirst().startsWith("!");
        String offset = negated ? parts.getFirst().substring(1).strip() : parts.getFirst();
        boolean relative = false;
        for (String part : parts.subList(1, parts.size())) {
            switch (part) {
                case "relative" -> relative = true;
                case "rawbytes" -> {} // means what it is anyway
                default ->
                        throw option.refused(
                                "has %s, expected relative or rawbytes"
                                        .formatted(RuleOption.quoted(part)));
            }
        }
        rule.add(
                new BufferCondition.DataAt(
                        rule.look(),
                        rule.quantity(option, offset, 0, MAX_OFFSET),
                        relative,
                        negated));
    }

    private static void test(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        requireParts(option, parts, 4);
        String operator = parts.get(1).replace(" ", "");
        boolean negated = operator.startsWith("!");
        if (negated) {
            operator = operator.substring(1);
        }
        ByteTest.Relation relation =
                switch (operator) {
                    case "<" -> ByteTest.Relation.LESS;
                    case "<=" -> ByteTest.Relation.AT_MOST;
                    case ">" -> ByteTest.Relation.GREATER;
                    case ">=" -> ByteTest.Relation.AT_LEAST;
                    case "&" -> ByteTest.Relation.AND;
                    case "^" -> ByteTest.Relation.XOR;
                    case "=" -> ByteTest.Relation.EQUAL;
                    case "" -> {
                        if (!negated) {
                            throw option.refused("has no operator");
                        }
                        yield ByteTest.Relation.EQUAL; // a lone ! is "not equal"
                    }
                    default ->
                            throw option.refused(
                                    "has the operator %s, expected one of < <= > >= = & ^, and ! before it"
                                            .formatted(RuleOption.quoted(parts.get(1))));
                };
        var modifiers = new ByteModifiers(option, parts.subList(4, parts.size()));
        Quantity value = value(option, rule, parts.get(2));
        ByteNumber number = modifiers.number(rule, parts.get(0), parts.get(3));
        modifiers.requireAllTaken();
        rule.add(new ByteTest(rule.look(), number, relation, negated, value));
    }

    private static void jump(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        requireParts(option, parts, 2);
        var modifiers = new ByteModifiers(option, parts.subList(2, parts.size()));
        ByteNumber number = modifiers.number(rule, parts.get(0), parts.get(1));
        long multiplier = modifiers.argument("multiplier", 1, MAX_OFFSET, 1);
        boolean align = modifiers.word("align");
        boolean beginning = modifiers.word("from_beginning");
        boolean end = modifiers.word("from_end");
        long post = modifiers.argument("post_offset", -MAX_OFFSET, MAX_OFFSET, 0);
        modifiers.requireAllTaken();
        if (beginning && end) {
            throw option.refused("has from_beginning and from_end");
        }
        ByteJump.Origin from =
                beginning
                        ? ByteJump.Origin.BEGINNING
                        : end ? ByteJump.Origin.END : ByteJump.Origin.NUMBER;
        rule.add(new ByteJump(rule.look(), number, multiplier, align, from, post));
    }

    private static void extract(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        requireParts(option, parts, 3);
        String name = parts.get(2);
        if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
            throw option.refused("makes %s, expected a name".formatted(RuleOption.quoted(name)));
        }
        var modifiers = new ByteModifiers(option, parts.subList(3, parts.size()));
        ByteNumber number = modifiers.number(rule, parts.get(0), parts.get(1));
        long multiplier = modifiers.argument("multiplier", 1, MAX_OFFSET, 1);
        int align = (int) modifiers.argument("align", 1, 4, 1);
        modifiers.requireAllTaken();
        if (align == 3) {
            throw option.refused("has align 3, expected 2 or 4");
        }
        rule.add(new ByteExtract(rule.look(), number, name, multiplier, align));
        rule.declare(name);
    }

    private static void base64(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.value().isPresent() ? option.parts() : List.of();
        var modifiers = new ByteModifiers(option, parts);
        long bytes = modifiers.argument("bytes", 1, MAX_OFFSET, 0);
        long offset = modifiers.argument("offset", 0, MAX_OFFSET, 0);
        boolean relative = modifiers.word("relative");
        modifiers.requireAllTaken();
        rule.add(
                new BufferCondition.Base64(
                        rule.look(),
                        bytes == 0 ? OptionalInt.empty() : OptionalInt.of((int) bytes),
                        (int) offset,
                        relative));
    }

    /** Values are decimal, or hexadecimal behind 0x. */
    private static Quantity value(RuleOption option, RuleBuilder rule, String text)
            throws RefusedException {
        if (text.matches("0[xX][0-9a-fA-F]{1,8}")) {
            return new Quantity.Fixed(Long.parseLong(text.substring(2), 16));
        }
        return rule.quantity(option, text, 0, MAX_VALUE);
    }

    private static void requireParts(RuleOption option, List<String> parts, int count)
            throws RefusedException {
        if (parts.size() < count) {
            throw option.refused(
                    "has %d parts, expected at least %d".formatted(parts.size(), count));
        }
    }
}
