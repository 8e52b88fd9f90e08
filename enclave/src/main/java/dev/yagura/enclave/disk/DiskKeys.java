package dev.yagura.enclave.disk;

import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.disk.DiskLimits;
import dev.yagura.storage.disk.KeyRing;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that tenants gave for their VMs' disks, and headers of volumes that are kept apart from
 * these. Keys are wiped when they are forgotten, and when this closes; never printed. Safe for
 * concurrent use.
 */
public final class DiskKeys implements AutoCloseable {
    private final Map<String, List<KeyRing.Key>> keys = new HashMap<>();
    private final Map<String, List<KeyRing.Header>> headers = new HashMap<>();

    /** Makes a store without keys. */
    public DiskKeys() {}

    /**
     * Keeps a key.
     *
     * @param vm the VM, as the caller calls it
     * @param volume the layer it is for, by name or uuid; empty to try it on all
     * @param key copied; the caller wipes its own
     * @return whether there was room for it: {@link DiskLimits#MAX_KEYS} a VM
     */
    public synchronized boolean add(String vm, Optional<String> volume, Secret key) {
        List<KeyRing.Key> known = keys.computeIfAbsent(vm, name -> new ArrayList<>());
        if (known.size() >= DiskLimits.MAX_KEYS) {
            return false;
        }
        known.add(new KeyRing.Key(volume, Secret.copyOf(key.revealed())));
        return true;
    }

    /**
     * Keeps a header.
     *
     * @param vm the VM, as the caller calls it
     * @param volume the layer with the ciphertext, by name or uuid
     * @param header not copied
     * @return whether there was room for it: {@link DiskLimits#MAX_HEADERS} a VM, of at most {@link
     *     DiskLimits#MAX_HEADER_BYTES} each
     */
    public synchronized boolean addHeader(String vm, String volume, byte[] header) {
        List<KeyRing.Header> known = headers.computeIfAbsent(vm, name -> new ArrayList<>());
        if (known.size() >= DiskLimits.MAX_HEADERS || header.length > DiskLimits.MAX_HEADER_BYTES) {
            return false;
        }
        known.add(new KeyRing.Header(volume, MemorySegment.ofArray(header)));
        return true;
    }

    /** Wipes a VM's keys, and forgets its headers. */
    public synchronized void forget(String vm) {
        headers.remove(vm);
        List<KeyRing.Key> known = keys.remove(vm);
        if (known != null) {
            new KeyRing(known).close();
        }
    }

    /** Returns a VM's keys and headers for one look; a copy, which the caller closes. */
    public synchronized KeyRing of(String vm) {
        return new KeyRing(
                keys.getOrDefault(vm, List.of()).stream()
                        .map(key ->
                                new KeyRing.Key(
                                        key.volume(), Secret.copyOf(key.secret().revealed())))
                        .toList(),
                headers.getOrDefault(vm, List.of()));
    }

    /** Wipes all keys. */
    @Override
    public synchronized void close() {
        List.copyOf(keys.keySet()).forEach(this::forget);
        headers.clear();
    }
}
