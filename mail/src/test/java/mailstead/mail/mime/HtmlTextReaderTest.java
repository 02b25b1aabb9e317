package mailstead.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HtmlTextReaderTest {

    /** In the second column a bar is a line break. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '`',
            emptyValue = "",
            textBlock =
                    """
                    plain	plain
                    <p>one</p><p>two</p>	one|two
                    one<br>two<br/>three	one|two|three
                    <b>bo</b>ld <i>it</i>	bold it
                    <td>a</td><td>b</td>	a b
                    <div>  a   b  </div>  c	a b|c
                    a &amp; b &lt;c&gt; &quot;d&quot;	a & b <c> "d"
                    &eacute;&Eacute;&euro;&#233;&#xe9;&#XE9;	éÉ€ééé
                    a&nbsp;b&nbsp;&nbsp;c	a b c
                    &amp &unknown; &; & &#; &#x; &#xyz;	& &unknown; &; & &#; &#x; &#xyz;
                    &#128; &#x110000; &#0; &#xD800; &#99999999999; &#999999999999;	€ � � � � &#999999999999;
                    &#x1F600;	😀
                    <style>p { color: red }</style>text	text
                    <STYLE type="a>b">p > b</STYLE >text	text
                    <script>if (a < b) "</p>"</script>text	text
                    <script>"</scrip>" </ script> </script>text	text
                    <title>head</title>text	text
                    a<!-- b > c -->d	ad
                    a<!-- b -- > c -->d	ad
                    a<!doctype html>b<?xml version="1"?>c	abc
                    a<!>b<!->c	abc
                    a < b <3 <	a < b <3
                    <a href="x>y">link</a>	link
                    <a href='x>y' title=">">link</a>	link
                    <a title=don't>it</a>	it
                    <p don't>it</p>	it
                    soft&shy;hyphen	softhyphen
                    <unclosed	``
                    <!-- unclosed	``
                    <style>unclosed	``
                    a&amp	a&
                    a&	a&
                    <img src=x>b	b
                    a<img src=x>b	a b
                    """)
    void reads(String html, String expected) throws IOException {
        assertThat(read(new StringReader(html)).strip().replace("\n", "|"))
                .as(html)
                .isEqualTo(expected);
    }

    @Test
    void anySplitGivesTheSameAndNothingMakesItThrow() throws IOException {
        RandomGenerator random = new SplittableRandom(8);
        String[] words = {
            "<",
            ">",
            "/",
            "!",
            "--",
            "style",
            "p",
            "a",
            " ",
            "&",
            "amp",
            ";",
            "#",
            "x41",
            "=",
            "\"",
            "'",
            "é",
            "\n",
            "</style>",
            "<script>",
            "😀",
            "<!--",
            "-->",
            "?"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder html = new StringBuilder();
            for (int i = random.nextInt(25); i > 0; i--) {
                html.append(words[random.nextInt(words.length)]);
            }
            String whole = read(new StringReader(html.toString()));
            assertThat(read(new Trickle(html.toString(), random)))
                    .as(html.toString())
                    .isEqualTo(whole);
        }
    }

    private static String read(Reader html) throws IOException {
        return new HtmlTextReader(html).readAllAsString();
    }

    /** Gives few characters at a time. */
    private static final class Trickle extends StringReader {

        private final RandomGenerator random;

        Trickle(String text, RandomGenerator random) {
            super(text);
            this.random = random;
        }

        @Override
        public int read(char[] characters, int offset, int length) throws IOException {
            return super.read(characters, offset, Math.min(length, 1 + random.nextInt(3)));
        }
    }
}
