package dev.yagura.it.attack;

import java.util.List;
import java.util.stream.Stream;

/**
 * The table of attacks: at least one for each detector of memory. A new detector wants a row in the
 * class that its kind belongs to, and a new class is added here.
 */
final class Attacks {
    private Attacks() {}

    static List<Attack> all() {
        return Stream.of(
                        HiddenAttacks.all(),
                        WaitAttacks.all(),
                        ControlAttacks.all(),
                        CpuAttacks.all(),
                        HookAttacks.all(),
                        StackAttacks.all(),
                        OperationAttacks.all(),
                        TracingAttacks.all(),
                        PerfEventAttacks.all(),
                        BpfAttacks.all(),
                        PlaceAttacks.all(),
                        LabelAttacks.all(),
                        MemoryAttacks.all(),
                        ProcessEdits.all(),
                        RightsAttacks.all(),
                        NameAttacks.all(),
                        ImageAttacks.all(),
                        FamilyAttacks.all())
                .flatMap(List::stream)
                .toList();
    }
}
