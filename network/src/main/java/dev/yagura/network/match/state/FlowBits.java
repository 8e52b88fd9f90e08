package dev.yagura.network.match.state;

import dev.yagura.network.rules.Condition;
import dev.yagura.network.rules.Effect;
import java.util.HashSet;
import java.util.Set;

/** The bits of one flow that are set; no more than the rules have names. */
public final class FlowBits {
    private final Set<String> set = new HashSet<>();

    /** Makes bits of which none is set. */
    public FlowBits() {}

    /** Returns whether one of the bits that a condition names is as it says. */
    public boolean holds(Condition.FlowBit condition) {
        return condition.names().stream().anyMatch(name -> set.contains(name) == condition.set());
    }

    /** Changes a bit. */
    public void change(Effect.FlowBit effect) {
        boolean on =
                switch (effect.change()) {
                    case SET -> true;
                    case UNSET -> false;
                    case TOGGLE -> !set.contains(effect.name());
                };
        if (on) {
            set.add(effect.name());
        } else {
            set.remove(effect.name());
        }
    }
}
