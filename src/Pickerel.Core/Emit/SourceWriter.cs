using System;
using System.Text;

namespace Pickerel.Core.Emit;

/// <summary>Writes indented C# text. Strings of several lines are indented as a whole, so emitters can use raw strings.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line() => _text.Append('\n');

    public void Line(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0)
                _text.Append(' ', 4 * _depth).Append(line);
            _text.Append('\n');
        }
    }

    public void Line(InvariantText text) => Line(text.ToString());

    /// <summary>Writes a header and an opening brace; disposing closes it.</summary>
    public Scope Block(string header, string close = "}")
    {
        Line(header);
        return Braces(close);
    }

    /// <summary>Writes an opening brace.</summary>
    public Scope Braces(string close = "}")
    {
        Line("{");
        _depth++;
        return new Scope(this, close);
    }

    public Scope Block(InvariantText header) => Block(header.ToString());

    /// <summary>A <c>for</c> over an <c>nint</c>.</summary>
    public Scope Loop(string variable, long end, InvariantText step) => Loop(variable, end, step.ToString());

    public Scope Loop(string variable, long end, string step = "1") =>
        Block(string.Equals(step, "1", StringComparison.Ordinal)
            ? InvariantText.Of($"for (nint {variable} = 0; {variable} < {end}; {variable}++)")
            : InvariantText.Of($"for (nint {variable} = 0; {variable} < {end}; {variable} += {step})"));

    public override string ToString() => _text.ToString();

    private void Close(string brace)
    {
        _depth--;
        Line(brace);
    }

    /// <summary>An open brace.</summary>
    public readonly struct Scope(SourceWriter writer, string close) : IDisposable
    {
        public void Dispose() => writer.Close(close);
    }
}
