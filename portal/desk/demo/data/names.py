"""First and last names, common in France and drawn at random: any likeness with somebody is chance."""

from ..texts import words

FEMALE = words(
    "Aïcha Alice Amandine Anissa Anne Audrey Aurélie Béatrice Camille Carine Catherine Céline Chantal Claire Corinne "
    "Delphine Dominique Élise Émilie Estelle Fabienne Farida Fatima Florence Françoise Hélène Inès Isabelle Jeanne "
    "Juliette Karima Laure Leïla Lucie Magali Manon Marion Maryse Mélanie Nadège Nadia Nathalie Noémie Odile Pauline "
    "Rachel Sabrina Samira Sandrine Solène Stéphanie Sylvie Valérie Véronique Virginie Yasmine"
)
MALE = words(
    "Adrien Alain Alexandre Amine Antoine Arnaud Bastien Benoît Bruno Cédric Christophe Cyril Damien Denis Didier "
    "Emmanuel Éric Fabrice Farid Florian Franck Gaël Gérald Gilles Grégory Guillaume Hakim Hervé Hugo Jérôme Joël "
    "Julien Karim Laurent Loïc Ludovic Marc Mathieu Mehdi Mickaël Nicolas Olivier Pascal Philippe Rachid Régis Rémi "
    "Romain Samuel Sébastien Stéphane Thierry Thomas Vincent Xavier Yann Yves"
)
LAST = words(
    "Abadie Alary Amrani Arnoux Aubry Bailly Barbier Baron Belkacem Benali Bernier Besson Blanchet Bonnefoy Bouchet "
    "Boulanger Bourdin Bourgeois Brunel Cadet Cazal Chabert Chauvin Chevallier Colin Collet Cordier Couderc Daumas "
    "Delmas Deschamps Devaux Diallo Dijoux Dubreuil Dumont Dupuy Esposito Fabre Faure Ferrand Fontaine Forestier "
    "Fournel Gaillard Garnier Gautier Gilbert Girard Giraud Grondin Guérin Guichard Hamidi Hébert Hoareau Humbert "
    "Jacquet Joubert Julien Kaci Lacombe Laffont Lambert Langlois Lavigne Lebrun Legrand Lemoine Lopez Maillard Mallet "
    "Marchal Marchand Masson Maurel Mercier Meunier Michaud Millet Monnier Morel Moulin Navarro Noël Olivieri Pascal "
    "Payet Pelletier Perrin Pichon Pons Poulain Prévost Rambaud Renaud Rey Ricard Rivière Robin Rossi Roux Royer "
    "Saïdi Sauvage Serra Simonet Tessier Texier Toussaint Traoré Vallet Vasseur Verdier Vial Vidal Vincent Voisin Weber"
)
