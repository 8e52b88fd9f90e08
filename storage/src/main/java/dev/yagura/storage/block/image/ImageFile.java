package dev.yagura.storage.block.image;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of an image file or of a block device of this host, as they are in the file.
 *
 * <p>Read by position, not mapped: a file that is cut short while it is open fails a read and does
 * not bring the process down. Holes of a sparse file read as zeros and take no memory. A thread
 * that is interrupted while it reads closes the file for all, as {@link FileChannel} does.
 */
public final class ImageFile implements BlockDevice {
    private static final int SECTOR_BYTES = 512;

    /** Longest single read; the JDK keeps a buffer of that size for each thread. */
    private static final int CHUNK_BYTES = 1 << 20;

    /** File type bits of {@code st_mode}, and their value for a block device; see inode(7). */
    private static final int S_IFMT = 0xF000;

    private static final int S_IFBLK = 0x6000;

    private final Path file;
    private final FileChannel channel;
    private final long sizeBytes;
    private final boolean live;

    private ImageFile(Path file, FileChannel channel, long sizeBytes, boolean live) {
        this.file = file;
        this.channel = channel;
        this.sizeBytes = sizeBytes;
        this.live = live;
    }

    /**
     * Opens a file for reading.
     *
     * @param live whether somebody may write to it meanwhile
     * @throws FileSystemException if it does not exist, may not be read, or is neither a regular
     *     file nor a block device
     */
    public static ImageFile open(Path file, boolean live) throws IOException {
        return open(file, live, new LinkOption[0]);
    }

    /** Opens a file as {@link #open(Path, boolean)} does, but refuses a symbolic link. */
    static ImageFile openNoLink(Path file) throws IOException {
        return open(file, false, LinkOption.NOFOLLOW_LINKS);
    }

    private static ImageFile open(Path file, boolean live, LinkOption... links) throws IOException {
        // Before opening: to open a pipe is to wait for its writer.
        if (!Files.isRegularFile(file, links) && !isBlockDevice(file, links)) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    Files.exists(file, links)
                            ? "is neither a regular file nor a block device"
                            : "does not exist");
        }
        OpenOption[] options = new OpenOption[links.length + 1];
        System.arraycopy(links, 0, options, 0, links.length);
        options[links.length] = StandardOpenOption.READ;
        FileChannel channel = FileChannel.open(file, options);
        boolean opened = false;
        try {
            ImageFile image = new ImageFile(file, channel, channel.size(), live);
            opened = true;
            return image;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private static boolean isBlockDevice(Path file, LinkOption... links) throws IOException {
        if (!Files.exists(file, links)
                || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        int mode = (int) Files.getAttribute(file, "unix:mode", links);
        return (mode & S_IFMT) == S_IFBLK;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int sectorBytes() {
        return SECTOR_BYTES;
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        DeviceReads.requireInside(file.toString(), sizeBytes, offset, destination.byteSize());
        long done = 0;
        while (done < destination.byteSize()) {
            long chunk = Math.min(CHUNK_BYTES, destination.byteSize() - done);
            ByteBuffer buffer = destination.asSlice(done, chunk).asByteBuffer();
            int count = channel.read(buffer, offset + done);
            if (count < 0) {
                throw new EOFException(
                        "%s: ends before byte %d, expected %d bytes: it was cut short since it was opened"
                                .formatted(file, offset + done, sizeBytes));
            }
            done += count;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
