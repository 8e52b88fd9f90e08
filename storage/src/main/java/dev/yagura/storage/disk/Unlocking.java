package dev.yagura.storage.disk;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.SegmentDevice;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.block.luks.LuksHeader;
import dev.yagura.storage.block.luks.LuksInfo;
import dev.yagura.storage.block.luks.LuksKeyException;
import dev.yagura.storage.block.luks.LuksVolume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Opens encrypted volumes with the keys that were given. */
final class Unlocking {
    private final KeyRing keys;
    private final Set<KeyRing.Header> used = new HashSet<>();

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

    /** Opens a volume with a key. */
    @FunctionalInterface
    private interface Opener {
        LuksVolume open(Secret key) throws IOException;
    }

    /**
     * Tries to open a volume that has its header in front.
     *
     * @param device closed with the volume
     * @param on what it is
     * @param kind whose encryption it is
     */
    Outcome open(BlockDevice device, Layer on, LayerKind kind) {
        return open(device, on, kind, key -> LuksVolume.open(device, key));
    }

    /**
     * Tries to open a volume that has its header elsewhere.
     *
     * @param header read by this call only
     * @param data the ciphertext; closed with the volume
     * @param on what the data is
     * @param kind whose encryption it is
     */
    Outcome open(BlockDevice header, BlockDevice data, Layer on, LayerKind kind) {
        return open(header, on, kind, key -> LuksVolume.open(header, data, key));
    }

    private Outcome open(BlockDevice header, Layer on, LayerKind kind, Opener opener) {
        LuksInfo info;
        try {
            info = LuksHeader.read(header);
        } catch (IOException e) {
            return failed(on, kind, e);
        }
        String why = "no key was given for it";
        for (Secret key : candidates(on, info.uuid())) {
            try {
                LuksVolume volume = opener.open(key);
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

    private static Outcome failed(Layer on, LayerKind kind, IOException e) {
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

    /**
     * Returns the header that was given for a device: what is decrypted has its name too, but is
     * not meant.
     */
    Optional<BlockDevice> detachedHeader(Layer layer) {
        if (layer.kind() == LayerKind.HOST_ENCRYPTION
                || layer.kind() == LayerKind.GUEST_ENCRYPTION) {
            return Optional.empty();
        }
        Optional<KeyRing.Header> header = keys.header(List.of(layer.name(), layer.uuid()));
        header.ifPresent(used::add);
        return header.map(given -> new SegmentDevice(given.bytes()));
    }

    /** Returns the names that headers were given for, and nothing has. */
    List<String> unusedHeaders() {
        return keys.headers().stream()
                .filter(header -> !used.contains(header))
                .map(KeyRing.Header::volume)
                .toList();
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
