using System;
using System.Collections.Generic;
using Pickerel.Core.Ir;

namespace Pickerel.Core.ModelText;

/// <summary>A line of a text and its number in the file, 1 for the first.</summary>
public readonly record struct TextLine(int Number, string Text);

/// <summary>Writes and reads declared networks, one line a node; reals as bit patterns, so that reading gives back the same network.</summary>
public static class NetworkText
{
    /// <summary>Writes a declared network: the line <c>network NAME</c>, then one line a node, each ended by a line feed.</summary>
    public static string Write(Network network) => throw new NotSupportedException("not built yet");

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="lines">The lines, the one with <c>network NAME</c> first; empty lines and lines that start with <c>#</c> are skipped.</param>
    /// <param name="model">The model's name, for messages.</param>
    /// <exception cref="Messages.ProblemException">A line is malformed (PKR1080 to PKR1089): the message names model and line.</exception>
    public static Network Read(IReadOnlyList<TextLine> lines, string model) => throw new NotSupportedException("not built yet");
}
