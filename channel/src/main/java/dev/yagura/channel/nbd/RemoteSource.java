package dev.yagura.channel.nbd;

import dev.yagura.channel.ChannelException;

/** Something that is read over NBD and is gone once its server is. */
public sealed interface RemoteSource extends AutoCloseable permits RemoteDisk, RemoteMemory {
    /**
     * Gives this up, because the server was found to be lost in another way.
     *
     * @param why what reads fail with from now on, those that are under way included
     */
    void lose(ChannelException why);

    /** Closes all connections; reads that are under way fail. */
    @Override
    void close();
}
