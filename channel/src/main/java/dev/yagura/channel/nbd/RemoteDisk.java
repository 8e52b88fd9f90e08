package dev.yagura.channel.nbd;

import dev.yagura.channel.ChannelException;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A disk behind an NBD server: an agent's, or one that an agent itself reads.
 *
 * <p>The guest writes meanwhile; nothing is cached here. Reads of a batch and the pieces of a long
 * read are in flight together. Once a connection has failed all later reads fail for the same
 * reason. The size is what it was when the disk was opened.
 */
public final class RemoteDisk implements BlockDevice, RemoteSource {
    private static final int SECTOR_BYTES = 512;

    private final String name;
    private final RemoteReader reader;

    private RemoteDisk(String name, RemoteReader reader) {
        this.name = name;
        this.reader = reader;
    }

    /**
     * Connects to an export.
     *
     * @param connector opens connections to the server; used again later, by any thread
     * @param name of the export
     * @param description as the export must describe itself, so that it is not mistaken for
     *     another; empty for a server that is not Yagura's
     * @throws ChannelException if the server is not reached, or the export is not the expected one
     *     or not read-only
     */
    public static RemoteDisk open(
            NbdConnector connector,
            String name,
            Optional<String> description,
            RemoteReadConfig config)
            throws ChannelException {
        ExpectedExport export = new ExpectedExport(name, OptionalLong.empty(), description, true);
        return new RemoteDisk(name, RemoteReader.open(connector, export, config));
    }

    @Override
    public long sizeBytes() {
        return reader.sizeBytes();
    }

    @Override
    public int sectorBytes() {
        return SECTOR_BYTES;
    }

    @Override
    public boolean isLive() {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws ChannelException if the server cannot read it, or the connection failed
     */
    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        readBatch(List.of(new Read(offset, destination)));
    }

    /**
     * {@inheritDoc}
     *
     * @throws ChannelException if the server cannot read one of them, or the connection failed
     */
    @Override
    public void readBatch(List<Read> reads) throws IOException {
        for (Read read : reads) {
            DeviceReads.requireInside(
                    name, sizeBytes(), read.offset(), read.destination().byteSize());
        }
        ReadPlan plan = new ReadPlan(_ -> sizeBytes());
        plan.add(
                reads.stream()
                        .map(read -> new ReadPlan.Wanted(read.offset(), read.destination()))
                        .toList());
        reader.fetch(plan);
    }

    @Override
    public void lose(ChannelException why) {
        reader.lose(why);
    }

    @Override
    public void close() {
        reader.close();
    }
}
