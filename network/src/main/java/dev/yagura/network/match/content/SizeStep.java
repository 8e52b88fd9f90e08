package dev.yagura.network.match.content;

import dev.yagura.network.rules.NumberTest;

/**
 * {@code bsize} and {@code urilen}.
 *
 * @param test of the buffer's length
 */
record SizeStep(NumberTest test) implements Step {
    @Override
    public boolean isRelative() {
        return false;
    }

    @Override
    public boolean matches(Inspection inspection, int index, int position) {
        return test.test(inspection.bytes().length) && inspection.rest(index + 1, position);
    }
}
