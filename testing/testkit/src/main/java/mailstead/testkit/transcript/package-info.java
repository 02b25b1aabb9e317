/**
 * Conversations as text files (STYLE.md section 9). {@link
 * mailstead.testkit.transcript.Transcripts} turns a folder of transcripts into JUnit tests; a
 * {@link mailstead.testkit.transcript.Stage} says where they are played: {@link
 * mailstead.testkit.transcript.MemoryStage} against a {@link mailstead.wire.Protocol} without
 * sockets, threads' luck or sleeping, {@link mailstead.testkit.transcript.SocketStage} against a
 * listener's address. Property tests use {@link mailstead.testkit.transcript.MemoryStage} and its
 * clients directly.
 *
 * <p>A transcript's lines:
 *
 * <pre>
 * # a comment
 * C: USER tevie        the client says this line and CRLF; several in a row leave in one write (pipelined)
 * S: +OK &lt;text&gt;   the server must say exactly this; a hole like &lt;text&gt; takes at least one character
 *                      and must hold the same wherever it stands again, in C: lines too once it is filled
 * C2: ...  S2: ...     a second client
 * {@literal @}tls                 a directive, about the client of the line before; {@literal @}C2 tls names another
 * </pre>
 *
 * Directives of every protocol are listed at {@link
 * mailstead.testkit.transcript.Directives#standard}. An unknown directive is an error, as is
 * anything the server says that the transcript does not expect.
 */
@NullMarked
package mailstead.testkit.transcript;

import org.jspecify.annotations.NullMarked;
