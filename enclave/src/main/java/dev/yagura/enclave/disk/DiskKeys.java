package dev.yagura.enclave.disk;

import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.disk.DiskLimits;
import dev.yagura.storage.disk.KeyRing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that tenants gave for their VMs' disks. Wiped when they are forgotten, and when this
 * closes; never printed. Safe for concurrent use.
 */
public final class DiskKeys implements AutoCloseable {
    private final Map<String, List<KeyRing.Key>> keys = new HashMap<>();

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

    /** Wipes a VM's keys. */
    public synchronized void forget(String vm) {
        List<KeyRing.Key> known = keys.remove(vm);
        if (known != null) {
            new KeyRing(known).close();
        }
    }

    /** Returns a VM's keys for one look; a copy, which the caller closes. */
    public synchronized KeyRing of(String vm) {
        return new KeyRing(
                keys.getOrDefault(vm, List.of()).stream()
                        .map(key ->
                                new KeyRing.Key(
                                        key.volume(), Secret.copyOf(key.secret().revealed())))
                        .toList());
    }

    /** Wipes all keys. */
    @Override
    public synchronized void close() {
        List.copyOf(keys.keySet()).forEach(this::forget);
    }
}
