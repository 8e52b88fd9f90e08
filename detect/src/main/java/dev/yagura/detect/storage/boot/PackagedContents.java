package dev.yagura.detect.storage.boot;

import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.Digests;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.packages.PackagedFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Packaged files of a guest by their content. Only those of a size that is asked for are read. */
final class PackagedContents {
    private final StorageContext context;
    private final Map<Long, List<GuestFile>> bySize;
    private final Instant newest;
    private final Map<Long, Set<String>> digests = new HashMap<>();

    private PackagedContents(
            StorageContext context, Map<Long, List<GuestFile>> bySize, Instant newest) {
        this.context = context;
        this.bySize = bySize;
        this.newest = newest;
    }

    static PackagedContents of(StorageContext context) throws IOException {
        Map<Long, List<GuestFile>> bySize = new HashMap<>();
        Instant newest = Instant.MIN;
        for (PackagedFile packaged : context.packages().present()) {
            Optional<GuestFile> place =
                    context.packages().place(packaged).filter(GuestFile::isRegular);
            if (place.isPresent()) {
                GuestFile file = place.get();
                bySize.computeIfAbsent(file.attributes().sizeBytes(), size -> new ArrayList<>())
                        .add(file);
                Instant changed = file.attributes().changed();
                newest = changed.isAfter(newest) ? changed : newest;
            }
        }
        return new PackagedContents(context, bySize, newest);
    }

    /** Returns whether a packaged file that is as it was packaged has this content. */
    boolean have(long sizeBytes, String sha256) throws IOException {
        Set<String> known = digests.get(sizeBytes);
        if (known == null) {
            known = new HashSet<>();
            for (GuestFile file : bySize.getOrDefault(sizeBytes, List.of())) {
                Optional<Digests> content = context.digests(file);
                if (content.isPresent() && context.voucher(file).isPresent()) {
                    known.add(content.get().sha256());
                }
            }
            digests.put(sizeBytes, known);
        }
        return known.contains(sha256);
    }

    /** Returns when the inode of a packaged file changed last. */
    Instant newest() {
        return newest;
    }
}
