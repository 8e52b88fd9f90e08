package dev.yagura.enclave.disk;

import dev.yagura.storage.disk.Disks;
import dev.yagura.storage.disk.Layer;
import dev.yagura.storage.disk.LayerKind;
import java.util.List;
import java.util.Locale;

/** Says in the words of rows what is to be said of a layer. */
final class LayerWords {
    private LayerWords() {}

    /** Returns who encrypts what is on a layer: {@code host}, {@code guest}, both or nobody. */
    static String encryption(Layer layer) {
        boolean host = layer.isWithin(LayerKind.HOST_ENCRYPTION);
        boolean guest = layer.isWithin(LayerKind.GUEST_ENCRYPTION);
        return host ? (guest ? "host+guest" : "host") : guest ? "guest" : "none";
    }

    /** Returns what a layer lies on, nearest first: {@code "vg/root logical-volume"}. */
    static List<String> chain(Layer layer) {
        return layer.foundation().stream()
                .map(below -> below.name() + " " + word(below.kind()))
                .toList();
    }

    /** Returns the formats of what lies directly on a layer. */
    static List<String> contents(Disks disks, Layer layer) {
        return disks.layers().stream()
                .filter(above -> above.below().contains(layer))
                .map(above -> above.format().isEmpty() ? word(above.state()) : above.format())
                .distinct()
                .toList();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
