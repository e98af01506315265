using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2002: quantizes the activation's parameters.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnquantizedActivationFix)), Shared]
public sealed class UnquantizedActivationFix() : ArgumentFixProvider("Quantize the activation", "Quantized", value: null, Pkr.UnquantizedActivation);
