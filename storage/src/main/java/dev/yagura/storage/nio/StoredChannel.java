package dev.yagura.storage.nio;

import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A regular file's content, until it or the filesystem is closed. Safe for use by several threads,
 * one at a time.
 */
final class StoredChannel implements SeekableByteChannel {
    private final StoredFileSystem filesystem;
    private final StoredFile file;
    private long position;
    private boolean closed;

    StoredChannel(StoredFileSystem filesystem, StoredFile file) {
        this.filesystem = filesystem;
        this.file = file;
    }

    @Override
    public synchronized int read(ByteBuffer destination) throws IOException {
        requireOpen();
        if (!destination.hasRemaining()) {
            return 0;
        }
        int count = file.read(position, MemorySegment.ofBuffer(destination));
        if (count == 0) {
            return -1;
        }
        position += count;
        destination.position(destination.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public synchronized long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public synchronized SeekableByteChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public synchronized long size() throws IOException {
        requireOpen();
        return file.attributes().sizeBytes();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed && filesystem.isOpen();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }
}
