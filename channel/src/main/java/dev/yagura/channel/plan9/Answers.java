package dev.yagura.channel.plan9;

import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Answers the requests of one client. Several threads may ask, about different files. */
final class Answers {
    private final ClientFiles client;
    private final Walks walks;
    private final Reads reads;

    Answers(ClientFiles client) {
        this.client = client;
        this.walks = new Walks(client);
        this.reads = new Reads(client);
    }

    /** Forgets all files, and agrees upon the length of messages. Nothing else may be under way. */
    private ByteBuffer begin(int tag, Request.Version version) {
        long asked = Integer.toUnsignedLong(version.maxBytes());
        boolean known = version.version().equals(Plan9.VERSION) && asked >= Plan9.MIN_MESSAGE_BYTES;
        int messageBytes =
                known
                        ? (int) Math.min(asked, client.limits().messageBytes())
                        : Plan9.MAX_VERSION_BYTES;
        client.begin(messageBytes);
        return new MessageWriter(MessageType.RVERSION, tag, Plan9.MAX_VERSION_BYTES)
                .u32(messageBytes)
                .string(known ? Plan9.VERSION : Plan9.UNKNOWN_VERSION)
                .done();
    }

    /** Returns the answer to a request; a failure is one too. */
    ByteBuffer answer(int tag, Request request) {
        try {
            return switch (request) {
                case Request.Attach attach -> walks.attach(tag, attach);
                case Request.Walk walk -> walks.walk(tag, walk);
                case Request.GetAttributes get -> reads.attributes(tag, get);
                case Request.Open open -> reads.open(tag, open);
                case Request.Read read -> reads.read(tag, read);
                case Request.ReadDirectory read -> reads.readDirectory(tag, read);
                case Request.ReadLink link -> reads.readLink(tag, link);
                case Request.StatFilesystem stat -> reads.filesystem(tag, stat);
                case Request.WalkAttribute walk -> reads.walkAttribute(tag, walk);
                case Request.Clunk clunk -> walks.clunk(tag, clunk.fid());
                case Request.Remove remove -> walks.remove(remove.fid());
                case Request.Sync sync -> reads.sync(tag, sync);
                case Request.Change _ -> throw new ErrnoException(Errno.EROFS, "is read-only");
                case Request.Other other -> throw unknown(other.type());
                case Request.Version version -> begin(tag, version);
                case Request.Flush _ -> new MessageWriter(MessageType.RFLUSH, tag, 0).done();
            };
        } catch (IOException e) {
            return failure(tag, Errno.of(e));
        }
    }

    /** Returns an answer that says what is wrong. */
    static ByteBuffer failure(int tag, Errno errno) {
        return new MessageWriter(MessageType.RLERROR, tag, Integer.BYTES)
                .u32(errno.number())
                .done();
    }

    private static ErrnoException unknown(int type) {
        return new ErrnoException(Errno.EOPNOTSUPP, "9P message %d: is not known".formatted(type));
    }
}
