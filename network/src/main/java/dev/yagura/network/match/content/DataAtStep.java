package dev.yagura.network.match.content;

import dev.yagura.network.rules.BufferCondition.DataAt;

/**
 * {@code isdataat}: from the buffer's start on it is about the byte at an offset, from the match
 * before on about as many bytes as are named.
 *
 * @param condition the condition
 */
record DataAtStep(DataAt condition) implements Step {
    @Override
    public boolean isRelative() {
        return condition.relative();
    }

    @Override
    public boolean matches(Inspection inspection, int index, int position) {
        long offset = inspection.numbers().of(condition.offset());
        long length = inspection.bytes().length;
        boolean there = condition.relative() ? position + offset <= length : offset < length;
        return there != condition.negated() && inspection.rest(index + 1, position);
    }
}
