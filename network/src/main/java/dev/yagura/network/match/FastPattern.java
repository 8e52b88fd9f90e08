package dev.yagura.network.match;

import dev.yagura.network.rules.Buffer;
import dev.yagura.network.rules.BufferCondition;
import dev.yagura.network.rules.BufferCondition.Content;
import dev.yagura.network.rules.BufferCondition.Where;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a rule is found by: bytes, some of a content's, whose case does not count. */
final class FastPattern {
    private final Where where;
    private final byte[] bytes;

    private FastPattern(Where where, byte[] bytes) {
        this.where = where;
        this.bytes = bytes;
    }

    /** Returns where it has to be. */
    Where where() {
        return where;
    }

    /** Returns a copy of the bytes. */
    byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Chooses: what the rule marks, else the longest content. Contents that must not be there tell
     * nothing.
     *
     * @param ofParts whether it has to be of a transaction's parts, or of payloads
     */
    static Optional<FastPattern> of(List<BufferCondition> conditions, boolean ofParts) {
        List<Content> contents =
                conditions.stream()
                        .filter(Content.class::isInstance)
                        .map(Content.class::cast)
                        .filter(content -> !content.negated() && isOfPart(content) == ofParts)
                        .filter(content -> content.where().buffer() != Buffer.BASE64)
                        .toList();
        return contents.stream()
                .filter(content -> content.fastPattern().isPresent())
                .findFirst()
                .or(() ->
                        contents.stream()
                                .max(Comparator.comparingInt(each -> each.pattern().length())))
                .map(FastPattern::of);
    }

    private static boolean isOfPart(Content content) {
        return content.where().buffer() != Buffer.PAYLOAD;
    }

    private static FastPattern of(Content content) {
        byte[] bytes = content.pattern().toArray();
        Optional<BufferCondition.FastPattern> marked = content.fastPattern();
        if (marked.isPresent() && marked.get().offset().isPresent()) {
            int offset = marked.get().offset().getAsInt();
            int length = marked.get().length().orElse(bytes.length - offset);
            bytes = Arrays.copyOfRange(bytes, offset, offset + length);
        }
        return new FastPattern(content.where(), bytes);
    }
}
