using System;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Messages;

/// <summary>A PKR message's identity and texts, free of Roslyn so that generator, analyzers and tool share it.</summary>
/// <param name="Id">PKR and four digits.</param>
/// <param name="Title">A short name of the rule.</param>
/// <param name="Format">The text, with {0}, {1} … for the arguments: it names the layer or node, the place and the remedy.</param>
public sealed record Message(string Id, string Title, string Format)
{
    /// <summary>The most of one argument that is kept: names and lists come from users and files, and may be of any length.</summary>
    private const int LongestArgument = 2000;

    public Problem At(Site site, params object[] arguments) => new(this, site, arguments.Select(Text).ToEquatableArray());

    private static string Text(object argument)
    {
        var text = Convert.ToString(argument, CultureInfo.InvariantCulture) ?? "";
        return text.Length <= LongestArgument ? text : text.Substring(0, LongestArgument) + "…";
    }
}

/// <summary>One thing wrong with a declaration or a model.</summary>
public sealed record Problem(Message Message, Site Site, EquatableArray<string> Arguments)
{
    public string Text => string.Format(CultureInfo.InvariantCulture, Message.Format, [.. Arguments]);

    public override string ToString() => $"{Message.Id}: {Text}";
}

/// <summary>Ends a compilation with the problem that stopped it. It never leaves <see cref="ModelCompilation"/>.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.ToString())
{
    public Problem Problem { get; } = problem;
}
