/**
 * Files over 9P2000.L, both ends: the file protocol of Plan 9 with the messages that Linux adds to
 * it, and mounts as {@code mount -t 9p -o version=9p2000.L}.
 *
 * <p>Follows {@code protocol.md} of diod, "Overview of 9P2000.L Protocol", and the Linux document
 * "v9fs: Plan 9 Resource Sharing for Linux". {@link dev.yagura.channel.plan9.Plan9Server} serves
 * trees of files, {@link dev.yagura.channel.plan9.RemoteFileTree} is one at the other end of a
 * connection. Everything is read-only: what would write is answered by {@code EROFS}. Not done:
 * authentication by {@code Tauth} (TLS or the socket's owner stand for it), locks.
 */
@NullMarked
package dev.yagura.channel.plan9;

import org.jspecify.annotations.NullMarked;
