package dev.yagura.storage.disk;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.block.luks.LuksHeader;
import dev.yagura.storage.block.luks.LuksInfo;
import dev.yagura.storage.block.luks.LuksKeyException;
import dev.yagura.storage.block.luks.LuksVolume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens encrypted volumes with the keys that were given. */
final class Unlocking {
    private final KeyRing keys;

    Unlocking(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * What became of a volume.
     *
     * @param layer with the reason if it could not be opened
     * @param volume what is in the clear; empty if it could not be opened
     */
    record Outcome(Layer layer, Optional<BlockDevice> volume) {}

    /**
     * Tries to open a volume.
     *
     * @param device what has the header; closed with the volume
     * @param on what it is
     * @param kind whose encryption it is
     */
    Outcome open(BlockDevice device, Layer on, LayerKind kind) {
        LuksInfo info;
        try {
            info = LuksHeader.read(device);
        } catch (IOException e) {
            return new Outcome(
                    new Layer(
                            on.name(),
                            kind,
                            "luks",
                            0,
                            0,
                            "",
                            "",
                            List.of(on),
                            LayerList.stateAfter(e),
                            LayerList.words(e)),
                    Optional.empty());
        }
        String why = "no key was given for it";
        for (Secret key : candidates(on, info.uuid())) {
            try {
                LuksVolume volume = LuksVolume.open(device, key);
                return new Outcome(
                        layer(on, kind, info, volume.sizeBytes(), LayerState.OPEN, ""),
                        Optional.of(volume));
            } catch (LuksKeyException e) {
                why = "no key that was given opens it: " + LayerList.words(e);
            } catch (IOException e) {
                return new Outcome(
                        layer(on, kind, info, 0, LayerList.stateAfter(e), LayerList.words(e)),
                        Optional.empty());
            }
        }
        return new Outcome(layer(on, kind, info, 0, LayerState.LOCKED, why), Optional.empty());
    }

    private List<Secret> candidates(Layer on, String uuid) {
        List<String> names = new ArrayList<>(List.of(on.name(), uuid));
        on.foundation().forEach(layer -> names.add(layer.name()));
        return keys.candidates(names);
    }

    private static Layer layer(
            Layer on, LayerKind kind, LuksInfo info, long size, LayerState state, String why) {
        return new Layer(
                on.name(),
                kind,
                "luks" + info.version(),
                0,
                size,
                info.uuid(),
                info.label(),
                List.of(on),
                state,
                why);
    }
}
