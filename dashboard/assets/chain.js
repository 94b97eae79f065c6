// Chains of lenders and hirers: a press on a party leads to it, and the picture, which is a canvas, takes the colours of
// the stylesheet, anew when the screen turns dark or light.

(function () {
  "use strict";

  var COLOURS = [
    ["node", { "color": "--ink", "text-outline-color": "--paper", "border-color": "--raises" }],
    [".hirer", { "background-color": "--link" }],
    [".lender", { "background-color": "--lowers" }],
    [".relender", { "background-color": "--focus" }],
    ["edge", { "line-color": "--muted", "target-arrow-color": "--muted" }],
    [".relent", { "line-color": "--focus", "target-arrow-color": "--focus" }],
  ];

  function colour(name) {
    return window.getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function paint(picture) {
    var drawn = picture && picture._cyreg && picture._cyreg.cy;
    if (!drawn) {
      return;
    }
    var style = drawn.style();
    COLOURS.forEach(function (rule) {
      Object.keys(rule[1]).forEach(function (property) {
        style = style.selector(rule[0]).style(property, colour(rule[1][property]));
      });
    });
    style.update();
    drawn.off("mouseover mouseout", "node");
    drawn.on("mouseover mouseout", "node", function (event) {
      picture.style.cursor = event.type === "mouseover" ? "pointer" : "";
    });
  }

  // Cytoscape says a little later that a picture has its size, also of one that is gone by then, and who listens fails.
  function forgetWithThePage(component) {
    var made = component.handleCy;
    component.handleCy = function (drawn) {
      made.call(this, drawn);
      drawn.one("destroy", function () {
        drawn.removeAllListeners();
      });
    };
  }

  // The component's own default says what cytoscape does anyway, and cytoscape warns of whoever says it.
  if (window.dash_cytoscape) {
    delete window.dash_cytoscape.Cytoscape.defaultProps.wheelSensitivity;
    forgetWithThePage(window.dash_cytoscape.Cytoscape.prototype);
  }

  new MutationObserver(function () {
    document.querySelectorAll(".kompas-chain").forEach(paint);
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.kompasChain = {
    walk: function (party) {
      return party && party.href ? party.href : window.dash_clientside.no_update;
    },

    paint: function (identifier) {
      window.requestAnimationFrame(function () {
        paint(document.getElementById(identifier));
      });
      return window.dash_clientside.no_update;
    },
  };
})();
