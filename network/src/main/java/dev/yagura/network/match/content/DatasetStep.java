package dev.yagura.network.match.content;

import dev.yagura.network.rules.Dataset;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * {@code dataset} and {@code datarep}: the whole buffer is looked up.
 *
 * @param values where
 * @param wanted of what it is worth there
 */
record DatasetStep(Dataset values, Predicate<OptionalInt> wanted) implements Step {
    @Override
    public boolean isRelative() {
        return false;
    }

    @Override
    public boolean matches(Inspection inspection, int index, int position) {
        inspection.effort().look(inspection.bytes().length);
        return wanted.test(values.worth(inspection.bytes()))
                && inspection.rest(index + 1, position);
    }
}
