package dev.yagura.it.hostile;

import java.util.List;
import java.util.stream.Stream;

/** The structures that detectors of memory walk, each in its hostile forms. */
final class HostileForms {
    private HostileForms() {}

    /** Returns all forms. */
    static List<HostileForm> all() {
        return Stream.of(
                        ListForms.all(),
                        TreeForms.all(),
                        NumberForms.all(),
                        PointerForms.all(),
                        WaitForms.all())
                .flatMap(forms -> forms)
                .toList();
    }
}
