/**
 * HTTP/1.0 and 1.1 (RFC 9110, 9112): requests, responses, and their bodies without chunks and
 * compression.
 *
 * <p>A stream that does not follow the format, or has more of something than {@link
 * dev.yagura.network.http.HttpLimits} says, is refused from there on. Where two readers may
 * understand a message in two ways, {@link dev.yagura.network.http.HttpOddity} tells. Not done:
 * HTTP/2 and later, trailers' meaning, multipart bodies, encodings other than gzip and deflate.
 */
@NullMarked
package dev.yagura.network.http;

import org.jspecify.annotations.NullMarked;
