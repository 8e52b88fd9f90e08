package dev.yagura.channel.plan9;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.file.StoredFile.Entry;
import dev.yagura.storage.posix.FileMode;
import dev.yagura.storage.posix.FileNumbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The names in a directory at one moment, as they are sent: an entry's offset is its ordinal. */
final class DirectoryListing {
    private static final int ENTRY_BYTES = Qid.BYTES + 8 + 1 + 2;

    private record Named(FileName name, Optional<FileType> type, long number) {}

    private final List<Named> entries;

    private DirectoryListing(List<Named> entries) {
        this.entries = entries;
    }

    /** Reads a directory; names that no Linux has are left out. */
    static DirectoryListing of(Fid.Place place, FileNumbers numbers) throws IOException {
        StoredFile directory = place.file();
        List<Named> entries = new ArrayList<>();
        Optional<FileType> type = Optional.of(FileType.DIRECTORY);
        entries.add(new Named(FileName.of("."), type, numbers.of(directory)));
        entries.add(new Named(FileName.of(".."), type, numbers.of(place.above().file())));
        for (Entry entry : directory.entries()) {
            if (entry.name().isPossible()) {
                long number = numbers.of(directory, entry.inode());
                entries.add(new Named(entry.name(), entry.type(), number));
            }
        }
        return new DirectoryListing(entries);
    }

    int size() {
        return entries.size();
    }

    /**
     * Puts entries, as many as fit whole.
     *
     * @param offset how many were sent before
     * @return how many bytes they take; -1 if the first of them does not fit
     */
    int put(long offset, ByteBuffer to) {
        to.order(ByteOrder.LITTLE_ENDIAN);
        int begin = to.position();
        for (long at = offset; at < entries.size(); at++) {
            Named entry = entries.get((int) at);
            byte[] name = entry.name().bytes();
            if (ENTRY_BYTES + name.length > to.remaining()) {
                return to.position() == begin ? -1 : to.position() - begin;
            }
            Qid qid = Qid.of(entry.type(), entry.number());
            to.put((byte) qid.type()).putInt(qid.version()).putLong(qid.path());
            to.putLong(at + 1).put((byte) FileMode.entryType(entry.type()));
            to.putShort((short) name.length).put(name);
        }
        return to.position() - begin;
    }
}
