package dev.yagura.channel.agent;

import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The disks of one guest that are open, one of each; closed by their last user. */
final class SharedDisks {
    private final GuestSource source;
    private final Map<Integer, Shared> open = new HashMap<>();

    /** A disk and how many use it. */
    private static final class Shared {
        final BlockDevice device;
        int users;

        Shared(BlockDevice device) {
            this.device = device;
        }
    }

    SharedDisks(GuestSource source) {
        this.source = source;
    }

    /** Opens a disk for one user; the same device for all. */
    synchronized BlockDevice acquire(int number) throws IOException {
        Shared shared = open.get(number);
        if (shared == null) {
            shared = new Shared(source.openDisk(number));
            open.put(number, shared);
        }
        shared.users++;
        return shared.device;
    }

    /** Takes one user off; closes the disk if that was the last one. */
    synchronized void release(int number) throws IOException {
        Shared shared = open.get(number);
        if (shared != null && --shared.users == 0) {
            open.remove(number);
            shared.device.close();
        }
    }

    /** Closes all that are open; reads that are under way fail. */
    synchronized void close() throws IOException {
        List<Shared> left = new ArrayList<>(open.values());
        open.clear();
        IOException failure = null;
        for (Shared shared : left) {
            try {
                shared.device.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
