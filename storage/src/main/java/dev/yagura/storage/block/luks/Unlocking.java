package dev.yagura.storage.block.luks;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.crypt.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tries a volume's keyslots one after the other, those of a higher priority first. */
final class Unlocking {
    private final BlockDevice header;
    private final LuksMetadata metadata;
    private final KdfBudget budget;
    private final List<Integer> tried = new ArrayList<>();
    private final List<String> untried = new ArrayList<>();

    Unlocking(BlockDevice header, LuksMetadata metadata, KdfLimits limits) {
        this.header = header;
        this.metadata = metadata;
        this.budget = new KdfBudget(limits);
    }

    /**
     * Returns the volume's key.
     *
     * @throws LuksKeyException if no keyslot has it for this passphrase
     * @throws IOException if the device fails
     */
    UnlockedKey with(Secret passphrase) throws IOException {
        List<Slot> inOrder = new ArrayList<>(metadata.slots());
        inOrder.sort(Comparator.comparingInt(Slot::priority).reversed());
        for (Slot slot : inOrder) {
            Optional<Secret> key = attempt(slot, passphrase);
            if (key.isPresent()) {
                return new UnlockedKey(key.get(), slot.number());
            }
        }
        throw failure();
    }

    private Optional<Secret> attempt(Slot slot, Secret passphrase) throws IOException {
        Optional<String> tooMuch = budget.take(slot);
        if (tooMuch.isPresent()) {
            untried.add("%d: %s".formatted(slot.number(), tooMuch.get()));
            return Optional.empty();
        }
        try {
            Optional<Secret> key = slot.open(header, passphrase);
            tried.add(slot.number());
            return key;
        } catch (MalformedStructureException e) {
            // Cut short: slots in front of the cut may be whole.
            untried.add("%d: %s".formatted(slot.number(), e.getMessage()));
            return Optional.empty();
        }
    }

    private LuksKeyException failure() {
        for (Keyslot keyslot : metadata.info().keyslots()) {
            if (keyslot.state() == Keyslot.State.UNSUPPORTED) {
                untried.add("%d: %s".formatted(keyslot.number(), keyslot.note()));
            }
        }
        String volume = "luks volume " + metadata.info().uuid();
        if (tried.isEmpty() && untried.isEmpty()) {
            return new LuksKeyException(
                    LuksKeyException.Reason.NO_KEYSLOT, tried, volume + ": has no active keyslot");
        }
        String left = untried.isEmpty() ? "" : "; not tried: " + String.join("; ", untried);
        if (tried.isEmpty()) {
            return new LuksKeyException(
                    LuksKeyException.Reason.NO_KEYSLOT,
                    tried,
                    volume + ": has no keyslot that can be tried" + left);
        }
        return new LuksKeyException(
                untried.isEmpty()
                        ? LuksKeyException.Reason.WRONG_KEY
                        : LuksKeyException.Reason.NOT_ALL_TRIED,
                tried,
                "%s: the key opens none of the keyslots tried: %s%s"
                        .formatted(volume, tried, left));
    }
}
